'use client';

import { createContext, useContext } from 'react';
import type { ActionResult } from '@/lib/contracts/result';
import { settle } from './settle';

/**
 * Runs a server action; where that wants a fresh password first, asks for one in place and runs it once more, so that
 * whatever was typed and chosen stays. Every button and form goes through it: any action may come to want one.
 */
export type Confirmed = <T>(run: () => Promise<ActionResult<T>>) => Promise<ActionResult<T>>;

/** Without a provider around it, such as at sign-in, nobody can be asked. */
export const StepUpContext = createContext<Confirmed>((run) => settle(run()));

export const useConfirmed = () => useContext(StepUpContext);
