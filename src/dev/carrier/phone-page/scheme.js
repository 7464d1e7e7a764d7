// Runs before the page is drawn, so that a chosen scheme does not flash as the other one first.
// @ts-check
(() => {
  try {
    const chosen = localStorage.getItem('parley-phone-scheme');
    if (chosen === 'light' || chosen === 'dark') document.documentElement.dataset.scheme = chosen;
  } catch {
    // No storage, as in some private windows: the system's scheme it is.
  }
})();
