/* Enhancement only: every page works without this file. */
(function (d) {
  var all = function (s, e) { return [].slice.call((e || d).querySelectorAll(s)); };
  all("[data-js]").forEach(function (e) { e.hidden = false; });

  // Show or hide a passphrase: <button data-show="field-id" data-on="Hide">Show</button>
  all("[data-show]").forEach(function (b) {
    var off = b.textContent;
    b.onclick = function () {
      var f = d.getElementById(b.dataset.show), hide = f.type === "text";
      f.type = hide ? "password" : "text";
      b.textContent = hide ? off : b.dataset.on;
      b.setAttribute("aria-pressed", String(!hide));
    };
  });

  // "Saved 10:42" is no longer true once the answer has been changed
  function unsay(e) {
    all(".saved", e.closest("form.question") || d.createElement("p")).forEach(function (p) { p.hidden = true; });
  }
  ["change", "input"].forEach(function (kind) {
    d.addEventListener(kind, function (ev) { unsay(ev.target); });
  });

  // Move a line in place instead of sending the form
  all(".order").forEach(function (list) {
    list.addEventListener("click", function (ev) {
      var b = ev.target.closest("button");
      if (!b) return;
      ev.preventDefault();
      var li = b.closest("li"), up = b.value.slice(-2) === "up";
      var by = up ? li.previousElementSibling : li.nextElementSibling;
      if (!by) return;
      list.insertBefore(up ? li : by, up ? by : li);
      var items = all("li", list);
      items.forEach(function (x, i) {
        x.classList.toggle("moved", x === li);
        x.querySelector(".order-n").textContent = i + 1;
        x.querySelector("input").name = (list.dataset.prefix || "") + "at" + (i + 1);
        var move = all("button", x);
        move[0].disabled = i === 0;
        move[1].disabled = i === items.length - 1;
      });
      (b.disabled ? li.querySelector("button:enabled") : b).focus();
      var say = list.nextElementSibling;
      if (say) say.textContent = say.dataset.say.replace("{n}", items.indexOf(li) + 1);
      unsay(list);
    });
  });

  // Show on a picture what is chosen in its list
  all("[data-for]").forEach(function (g) {
    d.addEventListener("change", function () {
      g.dataset.state = d.getElementById(g.dataset.for).checked ? "now" : "";
    });
  });

  // Count the checklist as it is filled
  all("[data-count]").forEach(function (form) {
    var out = form.querySelector("output");
    form.addEventListener("change", function () {
      var yes = all("[value=yes]:checked", form).length, lines = all(".check", form).length;
      var must = all(".check[data-must]", form);
      var seen = must.filter(function (c) { return c.querySelector("[value=yes]:checked"); }).length;
      out.textContent = form.dataset.count.replace("{a}", yes).replace("{b}", lines)
        .replace("{c}", seen).replace("{d}", must.length);
    });
  });

  // Count minutes down and say so at 5 and at 1
  all("[data-left]").forEach(function (t) {
    var end = Date.now() + t.dataset.left * 1000, n = t.querySelector(".num"), say = t.nextElementSibling;
    setInterval(function () {
      var m = String(Math.max(0, Math.ceil((end - Date.now()) / 60000)));
      if (m === n.textContent) return;
      n.textContent = m;
      if (m === "5" || m === "1") say.textContent = t.textContent;
    }, 5000);
  });

  // Open what is worth opening on a wide screen
  if (matchMedia("(min-width:60rem)").matches) all("details[data-wide]").forEach(function (e) { e.open = true; });

  // Close the language list with Escape or a tap outside
  d.addEventListener("click", function (ev) {
    all(".lang[open]").forEach(function (e) { if (!e.contains(ev.target)) e.open = false; });
  });
  d.addEventListener("keydown", function (ev) {
    if (ev.key === "Escape") all(".lang[open]").forEach(function (e) { e.open = false; });
  });
})(document);
