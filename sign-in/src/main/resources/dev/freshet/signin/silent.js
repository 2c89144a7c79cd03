// Tells the page around this hidden frame what came of a silent sign-in, if that page is of our own origin.
if (window.parent !== window) {
  window.parent.postMessage(JSON.parse(document.body.dataset.message), window.location.origin);
}
