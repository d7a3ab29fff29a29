import { type NextRequest, NextResponse } from 'next/server';

/**
 * Notes the address that was asked for, so that a page can bring people back to it after they signed in. Whatever a
 * client sent under this name is overwritten. It lets everybody through: every use case authorises by itself.
 */
export function proxy(request: NextRequest): NextResponse {
  const headers = new Headers(request.headers);
  headers.set('x-console-path', `${request.nextUrl.pathname}${request.nextUrl.search}`);
  return NextResponse.next({ request: { headers } });
}

// Routes under /api answer 401 and send nobody anywhere; the event stream is not to pass through here.
export const config = { matcher: '/((?!api/|_next/).*)' };
