// What is shown (week, teams, trip) and the small tools everything else builds on.

const data = JSON.parse(document.getElementById("data").textContent);
const texts = data.texts;
const locale = data.lang === "id" ? "id-ID" : "en-GB";
const state = { week: null, teams: new Set(data.teams.map((_, index) => index)), kinds: new Set(["desa", "sekolah", "rumah"]), trip: null };

function fill(text, values) {
  return text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
}

function amount(value) {
  return value.toLocaleString(locale);
}

/** "1 trip" or "12 trips": `noun` names a pair of sentences in the catalogue. */
function counted(noun, n) {
  return fill(texts[noun + (n === 1 ? ".one" : ".many")], { n: amount(n) });
}

/** An element with its class, text and children; text never becomes markup. */
function element(tag, className, text, children) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text !== undefined && text !== null) made.textContent = text;
  (children || []).forEach((child) => child && made.appendChild(child));
  return made;
}

function button(className, text, onClick) {
  const made = element("button", className, text);
  made.type = "button";
  made.addEventListener("click", onClick);
  return made;
}

function replaceChildren(parent, children) {
  while (parent.firstChild) parent.removeChild(parent.firstChild);
  children.forEach((child) => child && parent.appendChild(child));
}

function swatch(colour) {
  const made = element("span", "warna");
  made.style.background = colour;
  return made;
}

/** Whether a trip belongs to the week and teams chosen. */
function chosen(trip) {
  return (state.week === null || trip.week === state.week) && state.teams.has(trip.team);
}

function chosenTrips() {
  return data.trips.filter(chosen);
}

/** Weeks are told apart by colour over the whole plan, teams within one week. */
function colourOf(trip) {
  return state.week === null ? data.weeks[trip.week].colour : data.teams[trip.team].colour;
}

/** Take the state from the address (#pekan=2&tim=T1&perjalanan=…&tempat=…); returns the place asked for. */
function readAddress() {
  const wanted = new URLSearchParams(location.hash.slice(1));
  const week = data.weeks.findIndex((one) => String(one.number) === wanted.get("pekan"));
  state.week = week < 0 ? null : week;
  if (wanted.has("tim")) {
    const ids = wanted.get("tim").split(",");
    state.teams = new Set(data.teams.map((_, index) => index).filter((index) => ids.includes(data.teams[index].id)));
  }
  const trip = data.trips.findIndex((one) => one.id === wanted.get("perjalanan"));
  state.trip = trip < 0 ? null : trip;
  return data.places.find((place) => place.code === wanted.get("tempat"));
}

/** Leave the state in the address, so that a view can be reloaded or sent on. */
function writeAddress() {
  const parts = [];
  if (state.week !== null) parts.push("pekan=" + data.weeks[state.week].number);
  if (state.teams.size < data.teams.length) {
    parts.push("tim=" + [...state.teams].map((index) => encodeURIComponent(data.teams[index].id)).join(","));
  }
  if (state.trip !== null) parts.push("perjalanan=" + encodeURIComponent(data.trips[state.trip].id));
  try {
    history.replaceState(null, "", "#" + parts.join("&"));
  } catch (refused) {
    // Some viewers of local files forbid it; the map works without.
  }
}
