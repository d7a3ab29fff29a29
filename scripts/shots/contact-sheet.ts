export type Shot = { screen: string; state: string; width: number; scheme: string; file: string };

/** The pictures among the files of a folder: SCREEN.STATE.WIDTH.SCHEME.png. */
export function listShots(files: readonly string[]): Shot[] {
  return files.flatMap((file) => {
    const found = /^([a-z-]+)\.([a-z-]+)\.(\d+)\.(light|dark)\.png$/.exec(file);
    if (!found) return [];
    const [, screen, state, width, scheme] = found as unknown as [string, string, string, string, string];
    return [{ screen, state, width: Number(width), scheme, file }];
  });
}

/** One page that shows all of them: a chapter for each screen, a row for each of its states. Plain, to be opened as a file. */
export function renderContactSheet(shots: readonly Shot[]): string {
  const screens = [...new Set(shots.map(({ screen }) => screen))].sort();
  const links = screens.map((screen) => `<a href="#${screen}">${screen}</a>`);
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Every screen</title>
<style>
  :root { color-scheme: light dark; font: 14px/1.5 system-ui, sans-serif; }
  body { margin: 24px; }
  nav { display: flex; flex-wrap: wrap; gap: 4px 14px; }
  .row { display: flex; gap: 14px; align-items: start; overflow-x: auto; padding-bottom: 10px; }
  figure { margin: 0; flex: none; }
  img { display: block; height: 420px; width: auto; max-width: none; object-fit: cover; object-position: top; border: 1px solid GrayText; }
</style>
<h1>Every screen</h1>
<p>${shots.length} pictures. Each opens in its own size.</p>
<nav aria-label="Screens">${links.join('\n')}</nav>
${screens
  .map((screen) =>
    chapter(
      screen,
      shots.filter((shot) => shot.screen === screen),
    ),
  )
  .join('\n')}
</html>
`;
}

function chapter(screen: string, shots: readonly Shot[]): string {
  const states = [...new Set(shots.map(({ state }) => state))];
  const rows = states.map((state) => {
    const ofState = shots
      .filter((shot) => shot.state === state)
      .toSorted((a, b) => a.width - b.width || b.scheme.localeCompare(a.scheme));
    return `<h3>${state}</h3>\n<div class="row">\n${ofState.map(figure).join('\n')}\n</div>`;
  });
  return `<h2 id="${screen}">${screen}</h2>\n${rows.join('\n')}`;
}

function figure({ screen, state, width, scheme, file }: Shot): string {
  const words = `${screen}, ${state}, ${width} px, ${scheme}`;
  return `<figure><a href="${file}"><img loading="lazy" src="${file}" alt="${words}"></a><figcaption>${words}</figcaption></figure>`;
}
