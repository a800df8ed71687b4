// Starts the app, and says so when that fails. A file of its own: the content security policy has no inline scripts.
const crash = document.getElementById('crash');
crash.querySelector('button').addEventListener('click', () => location.reload());
const { js, wasm, parts } = document.querySelector('script[data-wasm]').dataset;
const pieces = new Map();
// The loader of the parts asks here: for a piece of what was asked for at once, else for the file.
globalThis.firstPart = (url) => {
  const name = url.pathname.split('/').pop();
  const piece = pieces.get(name);
  pieces.delete(name);
  return piece ? piece().catch(() => fetch(url)) : fetch(url);
};
try {
  if (parts) ask(JSON.parse(parts));
} catch {
  // They are loaded when they are needed.
}
try {
  const { default: init } = await import(js);
  await init({ module_or_path: wasm });
} catch (cause) {
  console.error(cause);
  crash.hidden = false;
}

// Asks for the language and the page that the program will want, while it is on its way itself. Language::preferred and
// Route::of_path decide; a wrong guess here costs its bytes.
function ask(packs) {
  const chosen = JSON.parse(localStorage.getItem('lockstep.display') ?? '{}').language;
  const language = chosen ?? (/^es\b/.test(navigator.language) ? 'Spanish' : 'English');
  const pages = { devices: 'devices', actions: 'device' };
  const [, place, id] = location.pathname.split('/');
  const page = place === 'devices' && id ? 'device' : place === 'jobs' && id === 'new' ? 'order' : pages[place] ?? 'jobs';
  for (const [file, sizes] of [packs[language.toLowerCase()], packs[page]]) {
    const came = fetch(new URL(file, new URL(js, location))).then((answer) => {
      if (!answer.ok) throw new Error(`${file}: ${answer.status}`);
      return answer.arrayBuffer();
    });
    came.catch(() => {});
    let end = 0;
    for (const [name, size] of Object.entries(sizes)) {
      const from = end;
      end += size;
      const headers = { 'content-type': 'application/wasm' };
      pieces.set(name, async () => new Response((await came).slice(from, from + size), { headers }));
    }
  }
}
