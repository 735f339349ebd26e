// Questions to the server, and its events. A lost connection comes back by itself, and whoever shows something asks again then.

/** The server does not answer: the line under the header says so, and a page leaves what it shows. */
export class Away extends Error {}

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
    throw new Away("The dashboard’s server does not answer");
  }
}

async function read(response) {
  const json = await response.json().catch(() => ({}));
  if (!response.ok) throw new Error(json.error ?? json.title ?? `${response.status} ${response.statusText}`);
  return json;
}

/** Calls back with (event, data) for each that the server sends, with ("open") when the connection is there again and ("lost") when it is not. */
export function listen(callback) {
  let source;
  let again;
  const connect = () => {
    clearTimeout(again);
    source = new EventSource("api/events");
    source.onopen = () => callback("open");
    source.onerror = () => {
      callback("lost");
      if (source.readyState === EventSource.CLOSED) again = setTimeout(connect, 2000);
    };
    for (const name of ["report", "piece", "state"]) {
      source.addEventListener(name, (event) => callback(name, JSON.parse(event.data)));
    }
  };
  connect();
}
