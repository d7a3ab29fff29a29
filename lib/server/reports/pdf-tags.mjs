/**
 * Gives a PDF the structure that a screen reader reads: headings, tables with their titles, paragraphs and pictures with words.
 * pdfmake lays out and draws without any, and hands `tagged` through to pdfkit, which can write it. So the document is read
 * beforehand, and each line is marked as what it belongs to where pdfmake draws it; everything else is decoration.
 *
 * A text may say by `tag` what it is (H1, H2, H3); else it is a paragraph, and in a table's titles a title.
 */

/** @typedef {{ type: string, children: Part[], options?: object, element?: object, page?: object, isTitle?: boolean }} Part */

/** What is drawn of a part is found again by this property of its words: pdfmake keeps what it does not know. */
const PART = 'partOfDocument';
const LAYOUT = { type: 'Layout' };
const FOOTER = { type: 'Pagination' };

/**
 * Reads the content of a definition and notes in each text and picture which part it is.
 * @param {unknown[]} content @returns {Part}
 */
export function readStructure(content) {
  return { type: 'Document', children: content.flatMap((node) => partsOf(node, false)) };
}

function partsOf(node, isTitle) {
  if (node.table) return [tableOf(node.table)];
  if (node.stack) return node.stack.flatMap((one) => partsOf(one, isTitle));
  if (node.svg) return [note(node, { type: 'Figure', children: [], options: { alt: node.alt ?? '' } })];
  return [noteText(node, { type: node.tag ?? 'P', children: [], isTitle })];
}

function tableOf({ body, headerRows = 0 }) {
  const rows = body.map((cells, at) => {
    const isHead = at < headerRows;
    const options = isHead ? { scope: 'Column' } : {};
    const cellOf = (cell) => ({ type: isHead ? 'TH' : 'TD', children: partsOf(cell, isHead), options });
    return { type: 'TR', children: cells.map(cellOf) };
  });
  return { type: 'Table', children: rows };
}

function note(node, part) {
  node[PART] = part;
  return part;
}

/** Words in words are of one part. Bare ones get an object, since only that keeps what is noted. */
function noteText(node, part) {
  const within = Array.isArray(node.text) ? node.text : [node.text];
  node.text = within.map((one) => (typeof one === 'object' ? one : { text: String(one ?? '') }));
  for (const one of node.text) {
    if (Array.isArray(one.text)) noteText(one, part);
    else note(one, part);
  }
  return part;
}

/**
 * Lets `Renderer`, pdfmake's class that draws what was laid out, mark what it draws.
 * @param {{ prototype: object }} Renderer @param {Part} root
 */
export function markWhatIsDrawn({ prototype }, root) {
  const { renderPages, renderLine, renderSVG, renderVector } = prototype;
  prototype.renderPages = function (pages) {
    const document = this.pdfDocument;
    document.addStructure(build(document, root));
    renderPages.call(this, pages);
  };
  prototype.renderLine = function (line, ...place) {
    const part = line.inlines.find((inline) => inline[PART])?.[PART];
    mark(this.pdfDocument, part, () => renderLine.call(this, line, ...place));
  };
  prototype.renderSVG = function (svg) {
    mark(this.pdfDocument, svg[PART], () => renderSVG.call(this, svg));
  };
  prototype.renderVector = function (vector) {
    asDecoration(this.pdfDocument, LAYOUT, () => renderVector.call(this, vector));
  };
}

/** pdfkit ends all of it with the document. */
function build(document, part) {
  const { type, children, options = {} } = part;
  part.element = document.struct(type, options);
  for (const child of children) part.element.add(build(document, child));
  return part.element;
}

function mark(document, part, draw) {
  if (!part) return asDecoration(document, FOOTER, draw);
  part.page ??= document.page;
  // Titles of columns stand again on each page of a long table; they are read once.
  if (part.isTitle && part.page !== document.page) return asDecoration(document, FOOTER, draw);
  const content = document.markStructureContent(part.type);
  draw();
  document.endMarkedContent();
  part.element.add(content);
}

function asDecoration(document, kind, draw) {
  document.markContent('Artifact', kind);
  draw();
  document.endMarkedContent();
}
