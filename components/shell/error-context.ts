'use client';

import { createContext } from 'react';
import type { ErrorScreen } from './error-screen';

/**
 * What stands where a page broke. It is part of every page, since nothing can be fetched then: handed down from the root,
 * it comes once, and not with each file that says where pages may break.
 */
export const ErrorScreenContext = createContext<typeof ErrorScreen | null>(null);
