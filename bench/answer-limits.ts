// How much of one answer Loadstone takes, the same for its load and for its own requests.

/**
 * Most bytes of the head of an answer, interim (1xx) ones before it counted in. Node's own limit of 16 KiB is
 * below what a service with many cookies sends; no browser takes more than 256 KiB.
 */
export const maxHeadBytes = 64 * 1024;

/** Most bytes of a body that is read, as sent and as decoded; a longer one flows past and is not kept. */
export const maxReadBytes = 16 * 1024 * 1024;

/** Most bytes of long bodies that one load generator holds at the same time, over all its connections. */
export const maxHeldBytes = 256 * 1024 * 1024;

/** Why a body above maxReadBytes is not read; half a sentence. */
export const tooLargeToCheck = 'above 16 MiB, too large to check';
