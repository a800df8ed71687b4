// Asks for what the program will want first, while the program itself is on its way: its language, its page, who is
// signed in, and what the page begins with. frontend/split.mjs writes the packs into this script, and the script into the
// head of a release build.
(() => {
  const [packs, parts, sizes] = [{}, {}, {}];
  const pieces = new Map();
  // The loader of the parts asks here for a piece of what was asked for at once, before it loads the part by itself.
  globalThis.firstPart = (name, load) => {
    const piece = pieces.get(name);
    pieces.delete(name);
    return piece?.().catch(load);
  };
  // The program's own calls take the answers, as far as they were not refused, and soon: later ones are to be fresh.
  const answers = new Map();
  globalThis.firstAnswer = (path) => {
    const answer = answers.get(path);
    answers.delete(path);
    return answer;
  };
  setTimeout(() => answers.clear(), 10_000);
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
    ask(packs[`${page} ${language}`], new Set([...parts[page], ...parts[language]]));
    // Who brings a token is not signed in yet.
    if (location.hash) return;
    // A page as nobody has changed it; what else its address or this browser asks for, the program knows.
    const plain = !location.search && !(page === 'devices' && localStorage.getItem('lockstep.columns'));
    const device = page !== 'device' ? [] : /^[\w.-]+$/.test(id ?? '') ? [`devices/${id}`] : ['templates'];
    const data = { jobs: ['jobs'], devices: ['devices', 'device-count', 'device-history'], device, order: ['templates'] };
    for (const name of ['session', ...((plain && data[page]) || [])]) {
      const path = `/api/${name}`;
      answers.set(path, fetch(path).then((answer) => (answer.ok ? answer : undefined)).catch(() => {}));
    }
  } catch {
    // They are loaded when they are needed.
  }
})();
