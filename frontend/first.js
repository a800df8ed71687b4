// Asks for what the program will want first, while the program itself is on its way: its language, its page, and who is
// signed in. frontend/split.mjs writes the packs into this script, and the script into the head of a release build.
(() => {
  const [packs, parts, sizes] = [{}, {}, {}];
  const pieces = new Map();
  // The loader of the parts asks here for a piece of what was asked for at once, before it loads the part by itself.
  globalThis.firstPart = (name, load) => {
    const piece = pieces.get(name);
    pieces.delete(name);
    return piece?.().catch(load);
  };
  const ask = (url, names) => {
    const came = fetch(url).then((answer) => {
      if (!answer.ok) throw new Error(`${url}: ${answer.status}`);
      return answer.arrayBuffer();
    });
    came.catch(() => {});
    let end = 0;
    for (const name of names) {
      const [from, size] = [end, sizes[name]];
      end += size;
      const headers = { 'content-type': 'application/wasm' };
      pieces.set(name, async () => new Response((await came).slice(from, from + size), { headers }));
    }
  };
  try {
    // Language::preferred and Route::of_path decide; a wrong guess here costs its bytes.
    const chosen = JSON.parse(localStorage.getItem('lockstep.display') ?? '{}').language;
    const language = (chosen ?? (/^es\b/.test(navigator.language) ? 'Spanish' : 'English')).toLowerCase();
    const pages = { devices: 'devices', actions: 'device' };
    const [, place, id] = location.pathname.split('/');
    const page = place === 'devices' && id ? 'device' : place === 'jobs' && id ? (id === 'new' ? 'order' : 'job') : pages[place] ?? 'jobs';
    // Who brings a token is not signed in yet. The program's own call takes the answer. Data is not asked for here: who
    // signs in would be given what was refused before.
    if (!location.hash) {
      const link = { rel: 'preload', as: 'fetch', href: '/api/session', crossOrigin: 'anonymous' };
      document.head.append(Object.assign(document.createElement('link'), link));
    }
    ask(packs[`${page} ${language}`], new Set([...parts[page], ...parts[language]]));
  } catch {
    // They are loaded when they are needed.
  }
})();
