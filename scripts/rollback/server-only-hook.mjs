/**
 * `server-only` throws unless Node runs with --conditions=react-server, which a program that is started by its name
 * cannot ask for. This process is a server's side by its nature.
 */
export function resolve(specifier, context, next) {
  if (specifier === 'server-only') return { url: 'data:text/javascript,', shortCircuit: true };
  return next(specifier, context);
}
