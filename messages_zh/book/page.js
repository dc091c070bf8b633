// 找事项：先对名字和说法，对不上再对全文；都对不上的收起来。
const box = document.getElementById("search"), field = box.querySelector("input"), told = box.querySelector("output");
const all = [...document.querySelectorAll("article")].map(one => ({
  one, line: document.querySelector(`nav a[href="#${one.id}"]`).parentElement,
  names: one.dataset.words.toLowerCase(), text: one.textContent.toLowerCase(),
}));
const find = () => {
  const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
  const hits = kind => all.filter(each => words.every(word => each[kind].includes(word)));
  const named = hits("names"), found = new Set(named.length ? named : hits("text"));
  for (const each of all) each.one.hidden = each.line.hidden = !found.has(each);
  for (const part of document.querySelectorAll("[data-part]")) part.hidden = !part.querySelector(part.matches("nav *") ? "li:not([hidden])" : "article:not([hidden])");
  for (const part of document.querySelectorAll("section.index")) part.hidden = words.length > 0;
  told.textContent = words.length ? box.dataset[found.size ? "found" : "none"].replace("0", found.size) : "";
  return [...found][0];
};
field.addEventListener("input", find);
box.addEventListener("submit", event => { event.preventDefault(); const first = find(); if (first) location.hash = first.one.id; });
addEventListener("hashchange", () => {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (target && target.closest("[hidden]")) { field.value = ""; find(); target.scrollIntoView(); }
});
box.hidden = false;
