// Starts the app, and says so when that fails. A file of its own: the content security policy has no inline scripts.
const crash = document.getElementById('crash');
crash.querySelector('button').addEventListener('click', () => location.reload());
const { js, wasm, parts } = document.querySelector('script[data-wasm]').dataset;
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
function ask(files) {
  const chosen = JSON.parse(localStorage.getItem('lockstep.display') ?? '{}').language;
  const language = chosen ?? (/^es\b/.test(navigator.language) ? 'Spanish' : 'English');
  const pages = { devices: 'devices', actions: 'device' };
  const [, place, id] = location.pathname.split('/');
  const page = place === 'devices' && id ? 'device' : place === 'jobs' && id === 'new' ? 'order' : pages[place] ?? 'jobs';
  for (const file of [...files[language.toLowerCase()], ...files[page]]) {
    const link = Object.assign(document.createElement('link'), { rel: 'preload', as: 'fetch', crossOrigin: 'anonymous' });
    link.href = new URL(file, new URL(js, location));
    document.head.append(link);
  }
}
