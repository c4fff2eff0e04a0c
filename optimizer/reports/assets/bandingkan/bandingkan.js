// Without this script every scenario stands below the other; with it the slider shows one at a time.
var sections = Array.prototype.slice.call(document.querySelectorAll("section.skenario"));
var box = document.getElementById("pilih");
var slider = document.getElementById("geser");
var name = document.getElementById("nama");

function show(index) {
  sections.forEach(function (section, number) { section.hidden = number !== index; });
  name.textContent = sections[index].querySelector("h3").textContent;
  slider.value = String(index);
  slider.setAttribute("aria-valuetext", name.textContent);
}

function wanted() {
  var found = /^#s(\d+)$/.exec(location.hash);
  var index = found ? Number(found[1]) : -1;
  return index < sections.length ? index : -1;
}

function follow() {
  var index = wanted();
  if (index < 0) { return; }
  show(index);
  sections[index].scrollIntoView();
}

if (box && sections.length) {
  box.hidden = sections.length < 2;
  show(Math.max(0, wanted()));
  slider.addEventListener("input", function () { show(Number(slider.value)); });
  window.addEventListener("hashchange", follow);
  document.addEventListener("click", function (event) {
    var link = event.target.closest && event.target.closest('a[href^="#s"]');
    if (link && link.getAttribute("href") === location.hash) { follow(); }
  });
}
