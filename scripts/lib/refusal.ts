/** A reason not to go on that one sentence explains: it is printed without a stack, and the process exits with 1. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
}

/** Runs a script's body, prints a refusal as its sentence and anything else with its stack, and sets the exit code. */
export async function runScript(body: () => Promise<void>): Promise<void> {
  try {
    await body();
  } catch (error) {
    console.error(error instanceof Refusal ? error.message : error);
    process.exitCode = 1;
  }
}
