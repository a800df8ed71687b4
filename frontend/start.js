// Starts the app, and says so when that fails.
const crash = document.getElementById('crash');
crash.querySelector('button').addEventListener('click', () => location.reload());
const { js, wasm } = document.querySelector('script[data-wasm]').dataset;
try {
  const { default: init } = await import(js);
  await init({ module_or_path: wasm });
} catch (cause) {
  console.error(cause);
  crash.hidden = false;
}
