/**
 * Albums for people to look at: a page, sheets of faces, and faces in a terminal.
 * @module
 */
export { type DrawingOptions, makePrivateFolder, writeMontages } from "./montages.ts";
export { OWN_PAGE } from "./page_html.ts";
export { OWN_PICTURE } from "./picture_file.ts";
export { type Drawing, type ReportOptions, reportAlbum } from "./report_album.ts";
export { writeSheet } from "./sheet.ts";
export { type FacePair, type PageOptions, writePage } from "./write_page.ts";
