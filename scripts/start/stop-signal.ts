// One Ctrl-C under npm arrives twice, from the terminal and from npm, within a moment.
const ECHO_MS = 700;

/** Stops in order at the first signal and by force at a second one. */
export function onStopSignal(stop: () => Promise<void>, kill: () => void): void {
  let firstAt = 0;
  const hear = (signal: NodeJS.Signals) => {
    if (!firstAt) {
      firstAt = Date.now();
      console.log(`\nStopping (${signal}) ...`);
      void stop().then(
        () => process.exit(0),
        (error) => {
          console.error(error);
          kill();
          process.exit(1);
        },
      );
    } else if (Date.now() - firstAt > ECHO_MS) {
      console.error('Stopping by force.');
      kill();
      process.exit(1);
    }
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, hear);
}
