/**
 * Modes of what is made. Nobody but its owner and its group is ever let in; the umask, which is 077 unless SARF_UMASK says
 * otherwise, leaves the group out too.
 */
export const FOLDER_MODE = 0o770;
export const FILE_MODE = 0o660;
