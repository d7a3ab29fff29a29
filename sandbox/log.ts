/** For people, on stderr: stdout carries the one machine-read line. */
export function log(message: string): void {
  process.stderr.write(`sandbox: ${message}\n`);
}
