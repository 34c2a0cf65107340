/**
 * What runs in the browser on the documentation's page: it is whole in itself and loads nothing.
 * @module
 */

/** The page's style. */
export const DOCS_STYLE = `
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
details { border: 1px solid #8886; border-radius: 6px; margin: .5rem 0; padding: .5rem 1rem; }
summary { cursor: pointer; }
code, pre, input { font: 14px/1.5 ui-monospace, monospace; }
pre { overflow: auto; max-height: 30rem; background: #8882; padding: .75rem; border-radius: 6px; white-space: pre-wrap; }
form label { display: grid; grid-template-columns: 10rem 16rem 1fr; gap: 1rem; margin: .25rem 0; align-items: center; }
.method { display: inline-block; min-width: 4.5rem; font-weight: 600; }
`;

/** The page's script: a form for each route, and what the server answers to it. */
export const DOCS_SCRIPT = `
const api = JSON.parse(document.getElementById("api").textContent);
document.getElementById("about").textContent = api.info.description;
const make = (tag, text, props = {}) => Object.assign(document.createElement(tag), { textContent: text ?? "" }, props);

function fieldsOf({ parameters, requestBody }) {
  const schema = requestBody?.content["multipart/form-data"].schema ?? { properties: {} };
  const inBody = Object.entries(schema.properties).map(([name, property]) => ({
    name, in: "body", schema: property, description: property.description,
    required: (schema.required ?? []).includes(name),
  }));
  return [...parameters, ...inBody];
}

function inputOf(field) {
  const label = make("label");
  const isFile = field.schema.format === "binary";
  const input = make("input", "", { type: isFile ? "file" : "text", name: field.name });
  if (!isFile) input.placeholder = field.schema.default ?? field.schema.type ?? "";
  label.append(make("code", field.name + (field.required ? " *" : "")), input, make("span", field.description));
  return { field, input, label };
}

async function send(method, path, inputs, output) {
  const query = new URLSearchParams();
  const body = new FormData();
  let url = path;
  for (const { field, input } of inputs) {
    const value = input.type === "file" ? input.files[0] : input.value;
    if (field.in === "path") url = url.replace("{" + field.name + "}", encodeURIComponent(value));
    else if (value === undefined || value === "") continue;
    else if (field.in === "query") query.set(field.name, value);
    else body.set(field.name, value);
  }
  if (query.size > 0) url += "?" + query;
  const token = document.getElementById("token").value.trim();
  const options = { method, headers: token ? { authorization: "Bearer " + token } : {} };
  if (inputs.some(({ field }) => field.in === "body")) options.body = body;
  output.textContent = "…";
  try {
    const response = await fetch(url, options);
    const text = await response.text();
    let shown = text;
    try { shown = JSON.stringify(JSON.parse(text), null, 2); } catch {}
    output.textContent = response.status + " " + response.statusText + "\\n" + shown;
  } catch (error) {
    output.textContent = String(error);
  }
}

for (const [path, operations] of Object.entries(api.paths)) {
  for (const [method, operation] of Object.entries(operations)) {
    const details = make("details");
    const summary = make("summary");
    summary.append(make("span", method.toUpperCase(), { className: "method" }), make("code", path), " ", operation.summary);
    const inputs = fieldsOf(operation).map(inputOf);
    const form = make("form");
    const output = make("pre", "", { hidden: true });
    form.append(...inputs.map(({ label }) => label), make("button", "Try it"));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      output.hidden = false;
      send(method.toUpperCase(), path, inputs, output);
    });
    details.append(summary, make("p", operation.description ?? ""), form, output);
    document.querySelector("main").append(details);
  }
}
`;
