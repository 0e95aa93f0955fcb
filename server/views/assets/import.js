// Sends the chosen file to POST /customers/import and shows how far it is; runs in the browser.
const form = document.querySelector('#import');
const progress = document.querySelector('#progress');
const outcome = document.querySelector('#outcome');
const rejected = document.querySelector('#rejected');
const button = form.querySelector('button');
const mostRows = 100;

const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);

function showRejected(lines) {
  const rows = lines.slice(0, mostRows).map(({ line, reason }) => {
    const row = document.createElement('tr');
    for (const text of [line, reason]) row.insertCell().textContent = text;
    return row;
  });
  rejected.querySelector('tbody').replaceChildren(...rows);
  rejected.hidden = rows.length === 0;
}

function readAnswer(request) {
  try {
    return JSON.parse(request.responseText);
  } catch {
    return {};
  }
}

function end(text) {
  progress.hidden = true;
  button.disabled = false;
  outcome.textContent = text;
}

form.addEventListener('submit', (event) => {
  event.preventDefault();
  const [file] = document.querySelector('#file').files;
  const request = new XMLHttpRequest();
  const { sending, storing, imported, failed, silent } = form.dataset;
  request.open('POST', '/customers/import');
  request.setRequestHeader('content-type', 'application/x-ndjson');
  request.upload.addEventListener('progress', ({ loaded, total }) => {
    progress.value = total === 0 ? 1 : loaded / total;
    outcome.textContent = `${sending}: ${Math.round(progress.value * 100)}%`;
  });
  request.upload.addEventListener('load', () => {
    // How long the service takes is not known.
    progress.removeAttribute('value');
    outcome.textContent = storing;
  });
  request.addEventListener('load', () => {
    const answer = readAnswer(request);
    if (request.status !== 200) {
      end(fill(failed, { reason: answer.message ?? request.status }));
      return;
    }
    end(fill(imported, { accepted: answer.accepted, rejected: answer.rejected.length }));
    showRejected(answer.rejected);
  });
  request.addEventListener('error', () => end(fill(failed, { reason: silent })));
  button.disabled = true;
  rejected.hidden = true;
  progress.value = 0;
  progress.hidden = false;
  request.send(file);
});
