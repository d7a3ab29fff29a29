export type ParameterChoice = { value: string; title: string; detail?: string };

/**
 * What a parameter can be chosen from, by the binding that lists it: how its output is read. Commits have their own
 * place, since pages show them besides.
 */
export const PARAMETER_LISTS: Record<string, (output: string) => ParameterChoice[]> = {};
