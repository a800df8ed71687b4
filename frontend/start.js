// Starts the app, and says so when that fails.
const crash = document.getElementById('crash');
crash.querySelector('button').addEventListener('click', () => location.reload());
const { js, wasm } = document.querySelector('script[data-wasm]').dataset;
try {
  const { default: init } = await import(js);
  await init({ module_or_path: wasm });
} catch (cause) {
  console.error(cause);
  // The languages of the program may be what did not come.
  if (crash.hidden && /^es\b/.test(navigator.language)) {
    crash.lang = 'es';
    crash.querySelector('p').textContent =
      'Esta página no pudo iniciarse. Necesita un navegador con WebAssembly y conexión con Lockstep.';
    crash.querySelector('button').textContent = 'Recargar';
  }
  crash.hidden = false;
}
