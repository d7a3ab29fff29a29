type Wanted = {
  /** Of this one answer; null where nothing can put it into the page, and then no script inside a page runs. */
  nonce: string | null;
  isHttps: boolean;
  /** React's own tools in a development server need eval. */
  isProduction: boolean;
};

/**
 * What each answer tells the browser to refuse. Scripts run by the nonce of the answer, or because a script that had it
 * loaded them: what somebody gets into a page as text runs nothing. Styles may stand inline: React and Radix set them.
 */
export function securityHeaders({ nonce, isHttps, isProduction }: Wanted): Record<string, string> {
  // 'self' is for browsers that know no 'strict-dynamic'; the others leave it out.
  const scripts = nonce === null ? `'self'` : `'self' 'nonce-${nonce}' 'strict-dynamic'`;
  const policy = [
    `default-src 'self'`,
    `script-src ${scripts}${isProduction ? '' : ` 'unsafe-eval'`}`,
    `script-src-attr 'none'`,
    `style-src 'self' 'unsafe-inline'`,
    `img-src 'self' data: blob:`,
    `font-src 'self'`,
    `connect-src 'self'`,
    // The one service worker (public/sw.js); nothing else of the console runs in a worker.
    `worker-src 'self'`,
    `manifest-src 'self'`,
    `frame-src 'none'`,
    `object-src 'none'`,
    `base-uri 'none'`,
    `form-action 'self'`,
    `frame-ancestors 'none'`,
  ];
  return {
    'Content-Security-Policy': policy.join('; '),
    'X-Content-Type-Options': 'nosniff',
    'X-Frame-Options': 'DENY',
    'Referrer-Policy': 'same-origin',
    'Permissions-Policy': 'camera=(), microphone=(), geolocation=()',
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'X-Permitted-Cross-Domain-Policies': 'none',
    // Over plain HTTP browsers ignore it, and whoever sends it there has not understood it.
    ...(isHttps ? { 'Strict-Transport-Security': 'max-age=31536000' } : {}),
  };
}
