// Questions to the server, and its events. A lost connection comes back by itself, and whoever shows something asks again then.

const reasons = {
  network: "The dashboard's server does not answer; trying again every few seconds. Is bin/inkstream dashboard (or demo) still running?",
};

export async function get(path) {
  return read(await tried(path));
}

export async function post(path, body) {
  return read(await tried(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) }));
}

async function tried(path, options) {
  try {
    return await fetch(path, options);
  } catch {
    throw new Error(reasons.network);
  }
}

async function read(response) {
  const json = await response.json().catch(() => ({}));
  if (!response.ok) throw new Error(json.error ?? json.title ?? `${response.status} ${response.statusText}`);
  return json;
}

/** Calls back with ("report" | "piece", data), and with ("open") whenever the connection is there, at first or again. */
export function listen(callback) {
  const sign = document.getElementById("connection");
  const show = (state, text) => {
    sign.dataset.state = state;
    sign.textContent = text;
  };
  let source;
  let again;
  const connect = () => {
    clearTimeout(again);
    source = new EventSource("api/events");
    source.onopen = () => {
      show("live", "live");
      callback("open");
    };
    source.onerror = () => {
      show("lost", "connection lost, trying again");
      if (source.readyState === EventSource.CLOSED) again = setTimeout(connect, 2000);
    };
    for (const name of ["report", "piece"]) {
      source.addEventListener(name, (event) => callback(name, JSON.parse(event.data)));
    }
  };
  connect();
}
