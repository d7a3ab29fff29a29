import { createRequire } from 'node:module';
import { dirname, join, sep } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { markWhatIsDrawn, readStructure } from './pdf-tags.mjs';

/**
 * Makes one PDF and ends: a thread of its own, so that laying out two thousand lines holds up no page, and so that its
 * memory has a bound and is given back. Plain Node, since a bundle cannot start a thread of itself.
 *
 * `workerData`: a `PdfDocument` of lib/domain/pdf-parts.ts. Answers with the bytes of the file.
 */
const require = createRequire(import.meta.url);
const { resolve } = require;
const { default: pdfmake } = await import('pdfmake');

const PACKAGE = dirname(resolve('pdfmake/package.json'));
const roboto = (style) => join(PACKAGE, 'fonts', 'Roboto', `Roboto-${style}.ttf`);
const COURIER = { normal: 'Courier', bold: 'Courier-Bold', italics: 'Courier', bolditalics: 'Courier-Bold' };

// Nothing that a report says can name a file or an address, and nothing but the fonts is read if it could.
pdfmake.setUrlAccessPolicy(() => false);
pdfmake.setLocalAccessPolicy(
  (path) => Object.values(COURIER).includes(path) || path.startsWith(join(PACKAGE, 'fonts') + sep),
);
pdfmake.setFonts({
  Roboto: {
    normal: roboto('Regular'),
    bold: roboto('Medium'),
    italics: roboto('Italic'),
    bolditalics: roboto('MediumItalic'),
  },
  // Of the fourteen that every reader has; it has Latin letters only, and lib/domain/pdf-text.ts gives it no others.
  Courier: COURIER,
});

const LINE = '#dbdee1';
const side = (index, node) => (index === 0 ? 0 : index === node.table.widths.length ? 0 : 4);
pdfmake.addTableLayouts({
  lines: {
    hLineWidth: (index) => (index === 0 ? 0 : 0.6),
    vLineWidth: () => 0,
    hLineColor: () => LINE,
    paddingLeft: side,
    paddingRight: () => 4,
    paddingTop: () => 3.5,
    paddingBottom: () => 3.5,
  },
  box: {
    hLineWidth: () => 0.6,
    vLineWidth: () => 0.6,
    hLineColor: () => LINE,
    vLineColor: () => LINE,
    paddingLeft: () => 9,
    paddingRight: () => 9,
    paddingTop: () => 6,
    paddingBottom: () => 4,
  },
});

const { definition, foot } = workerData;
const footer = (page, pages) => ({
  margin: [42, 18, 42, 0],
  fontSize: 7,
  color: '#656b73',
  columns: [
    { width: '*', text: foot },
    { width: 70, alignment: 'right', text: `Page ${page} of ${pages}` },
  ],
});
const { default: Renderer } = require('pdfmake/js/Renderer.js');
markWhatIsDrawn(Renderer, readStructure(definition.content));
const bytes = await pdfmake.createPdf({ ...definition, footer }).getBuffer();
// Moved rather than copied, and as bytes of its own: a Buffer may share its memory with others.
const file = new Uint8Array(bytes);
parentPort.postMessage(file, [file.buffer]);
