// The switches, the list of trips and the search.

const part = {};
["periode", "perkiraan", "pekan", "legenda", "isi-legenda", "panel", "gagang", "kata", "temuan", "tim", "ringkas",
  "daftar", "catatan"].forEach((id) => {
  part[id] = document.getElementById(id);
});
const narrow = window.matchMedia("screen and (max-width: 760px)");

function buildPanel() {
  part.periode.textContent = data.period;
  part.perkiraan.textContent = data.notice;
  part.perkiraan.hidden = !data.notice;
  part.pekan.setAttribute("aria-label", texts.weeks);
  part.legenda.firstElementChild.textContent = texts.legend;
  part.legenda.open = !narrow.matches;
  part.kata.placeholder = texts.search;
  part.kata.setAttribute("aria-label", texts.search);
  part.kata.addEventListener("input", drawFindings);
  part.kata.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && part.temuan.firstChild) part.temuan.firstChild.firstChild.click();
    if (event.key === "Escape") clearSearch();
  });
  part.gagang.addEventListener("click", () => openDrawer(!part.panel.classList.contains("terbuka")));
  replaceChildren(part.catatan, data.notes.map((note) => element("p", null, note)));
}

function openDrawer(open) {
  part.panel.classList.toggle("terbuka", open);
  document.body.classList.toggle("berlaci", open);
  part.gagang.setAttribute("aria-expanded", String(open));
  map.invalidateSize({ animate: false });
}

function drawWeeks() {
  const all = { label: texts.all_weeks, period: counted("trip", new Set(data.trips.map((trip) => trip.journey)).size) };
  const chips = [all].concat(data.weeks).map((week, index) => {
    const chip = button("pekan", null, () => choose({ week: index ? index - 1 : null, trip: null }));
    chip.appendChild(element("b", null, week.label));
    chip.appendChild(element("small", null, week.period));
    chip.setAttribute("aria-pressed", String(state.week === (index ? index - 1 : null)));
    chip.style.setProperty("--warna", week.colour || "#0f4c5c");
    return chip;
  });
  replaceChildren(part.pekan, chips);
  const pressed = part.pekan.querySelector("[aria-pressed=true]");
  part.pekan.scrollLeft = Math.max(0, pressed.offsetLeft - part.pekan.clientWidth / 2 + pressed.offsetWidth / 2);
}

function drawTeams() {
  replaceChildren(part.tim, data.teams.map((team, index) => {
    const box = element("input");
    box.type = "checkbox";
    box.checked = state.teams.has(index);
    box.addEventListener("change", () => {
      if (box.checked) state.teams.add(index);
      else state.teams.delete(index);
      choose({ trip: null });
    });
    return element("label", "tim", null, [box, state.week === null ? null : swatch(team.colour), element("span", null, team.name)]);
  }));
}

function drawSummary() {
  const trips = chosenTrips();
  const sum = (of) => trips.reduce((total, trip) => total + of(trip), 0);
  const places = new Set(trips.reduce((all, trip) => all.concat(trip.stops.map((stop) => stop.place)), []));
  const persons = counted("person", sum((trip) => trip.people));
  part.ringkas.textContent = [
    counted("trip", new Set(trips.map((trip) => trip.journey)).size),
    counted("place", places.size),
    trips.every((trip) => trip.exact) ? persons : fill(texts.at_least, { n: persons }),
    fill(texts.km, { n: amount(Math.round(sum((trip) => trip.metres) / 1000)) }),
  ].join(" · ");
  const title = state.week === null ? texts.all_weeks : data.weeks[state.week].label;
  part.gagang.textContent = title + ": " + counted("trip", new Set(trips.map((trip) => trip.journey)).size);
}

function drawTrips() {
  const trips = chosenTrips();
  if (!trips.length) {
    replaceChildren(part.daftar, [element("p", "kosong", data.trips.length ? texts.no_trips_here : texts.no_trips)]);
    return;
  }
  const groups = data.weeks.map((week, index) => [week, trips.filter((trip) => trip.week === index)]);
  replaceChildren(part.daftar, groups.filter(([, group]) => group.length).map(([week, group]) =>
    element("section", null, null, [
      element("h2", null, null, [
        state.week === null ? swatch(week.colour) : null,
        element("span", null, week.label + " · " + week.period),
      ]),
      element("ul", null, null, group.map(tripCard)),
    ])));
}

function tripCard(trip) {
  const index = data.trips.indexOf(trip);
  const open = state.trip === index;
  const card = button("perjalanan", null, () => choose({ trip: open ? null : index }));
  card.setAttribute("aria-expanded", String(open));
  card.style.setProperty("--warna", colourOf(trip));
  card.appendChild(element("span", "kapan", null, [element("b", null, trip.date), element("span", null, data.teams[trip.team].name)]));
  if (!open) card.appendChild(element("span", "singgahan", stopNames(trip)));
  card.appendChild(element("span", "angka", trip.figures));
  if (trip.night) card.appendChild(element("span", "angka", trip.night));
  return element("li", open ? "terpilih" : null, null, [card, open ? stopList(trip) : null]);
}

function drawFindings() {
  const plain = (text) => text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase();
  const word = plain(part.kata.value.trim());
  const starts = (place) => (plain(place.name).startsWith(word) ? 0 : 1);
  const found = word ? data.places.filter((place) => plain(place.name + " " + place.where).includes(word)) : [];
  found.sort((a, b) => starts(a) - starts(b) || a.name.localeCompare(b.name));
  part.temuan.hidden = !word;
  const rows = found.slice(0, 8).map((place) => element("li", null, null, [findingButton(place)]));
  replaceChildren(part.temuan, rows.length || !word ? rows : [element("li", "kosong", texts.not_found)]);
}

function findingButton(place) {
  const row = button(null, null, () => {
    clearSearch();
    part.kata.blur();
    if (narrow.matches) openDrawer(false);
    map.setView(place.at, Math.max(map.getZoom(), 13), { animate: false });
    openPlace(place);
  });
  row.appendChild(element("b", null, place.name));
  row.appendChild(element("small", null, place.where));
  return row;
}

function clearSearch() {
  part.kata.value = "";
  drawFindings();
}
