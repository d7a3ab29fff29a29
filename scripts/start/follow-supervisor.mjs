/**
 * Preloaded into every process that the supervisor starts: when the supervisor is gone, however it went, so are they.
 * A killed supervisor can tell nobody, but the channel to it closes.
 */
const LAST_WORDS_MS = 5_000;

// Children inherit Node's arguments, this file among them; their channel leads to their own parent and is left alone.
const isFollower = process.env.CONSOLE_SUPERVISOR_PID === String(process.ppid);

if (isFollower && process.channel) {
  process.channel.unref();
  process.once('disconnect', () => {
    process.kill(process.pid, 'SIGTERM');
    setTimeout(() => process.exit(1), LAST_WORDS_MS).unref();
  });
}
