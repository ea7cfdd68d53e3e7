// The character that stands for what could not be read.

/**
 * For nothing else: no text may hold it. Not the usual replacement character, which a text can hold in earnest, when it was damaged before.
 */
export const UNREADABLE = "\uFDD0";
