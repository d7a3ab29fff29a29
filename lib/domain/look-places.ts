/** Where the page of an approval is open, beside the room's own places: what a look says, and people read of each other. */
export const READS_THE_PLAN = 'plan';
