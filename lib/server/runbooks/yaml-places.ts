import 'server-only';
import { type Document, isAlias, isCollection, isMap, isNode, isScalar, type Node } from 'yaml';

export type YamlPath = readonly (string | number)[];

/** The node at a path, seen through aliases, or null. */
export function nodeIn(doc: Document, path: YamlPath): Node | null {
  const node = path.length === 0 ? doc.contents : doc.getIn(path, true);
  const resolved = isAlias(node) ? node.resolve(doc) : node;
  return isNode(resolved) ? resolved : null;
}

/** Where a path stands in the text; for a part that is not there, where what should hold it stands. */
export function offsetOf(doc: Document, path: YamlPath): number | undefined {
  for (let length = path.length; length >= 0; length -= 1) {
    const at = path.slice(0, length);
    const parent = length > 0 ? nodeIn(doc, at.slice(0, -1)) : null;
    // The key's own line, because a value may begin on the next one.
    const pair = isMap(parent)
      ? parent.items.find((item) => isScalar(item.key) && item.key.value === at.at(-1))
      : undefined;
    if (pair && isNode(pair.key)) return pair.key.range?.[0];
    const node = nodeIn(doc, at);
    if (node) return node.range?.[0];
  }
  return undefined;
}

/** The key under which an offset stands, for problems that the parser reports by position only. */
export function keyAt(doc: Document, offset: number | undefined): string {
  const path: (string | number)[] = [];
  let node: unknown = doc.contents;
  while (offset !== undefined && isCollection(node)) {
    const children: { at: string | number; start: number; value: unknown }[] = isMap(node)
      ? node.items.map(({ key, value }) => ({
          at: isScalar(key) ? String(key.value) : '',
          start: isNode(key) ? startOf(key) : 0,
          value,
        }))
      : node.items.map((item, index) => ({ at: index, start: isNode(item) ? startOf(item) : 0, value: item }));
    // The last that begins before it: tags and anchors stand before the value that they belong to.
    const child = children.filter(({ start }) => start <= offset).at(-1);
    if (!child) break;
    path.push(child.at);
    node = child.value;
  }
  return formatPath(path);
}

function startOf(node: Node): number {
  return node.range?.[0] ?? 0;
}

/** `steps[2].step.timeoutSeconds` */
export function formatPath(path: YamlPath): string {
  return path.map((part, index) => (typeof part === 'number' ? `[${part}]` : index === 0 ? part : `.${part}`)).join('');
}
