/** What a browser paints around the page, by day and by night: --bg of tokens.css, in the only words it reads there. */
export const PAGE_COLOURS = { light: '#f9fafb', dark: '#0c0e12' };
