/** A file is refused as a whole when at least so many of its rows are in another form, and this share of them. */
export const FEWEST = 10;
export const SHARE_PERCENT = 90;
