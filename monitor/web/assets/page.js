// What the page does sooner: search while one types, go on without leaving, change the light at once, keys to move by.
// All of it works without this file, too: every change is a link or a form.
"use strict"

const PAUSE = 160 // Milliseconds after the last key: faster typists are at 120 from key to key.
const found = () => document.getElementById("found")

// On a phone the room that one is in may stand behind the edge.
document.querySelector(".rooms [aria-current]")?.scrollIntoView({ inline: "center", block: "nearest" })

// --- Search while one types ---------------------------------------------------------------------------------------
const form = document.querySelector("form[data-live]")
let waiting = 0
let asking = null

function addressOf(form) {
  const fields = [...new FormData(form)].filter(([, value]) => value !== "")
  const query = new URLSearchParams(fields).toString()
  return form.getAttribute("action") + (query ? "?" + query : "")
}

async function read(address) {
  asking?.abort()
  asking = new AbortController()
  const answer = await fetch(address, { signal: asking.signal, headers: { accept: "text/html" } })
  if (!answer.ok) throw new Error(answer.statusText)
  return new DOMParser().parseFromString(await answer.text(), "text/html")
}

async function show(address) {
  found().setAttribute("aria-busy", "true")
  try {
    const page = await read(address)
    found().replaceWith(page.getElementById("found"))
    // Who listens hears the number, not the whole list.
    document.getElementById("count").textContent = found().querySelector(".narrowed span")?.textContent ?? ""
    history.replaceState(null, "", address)
  } catch (fault) {
    if (fault.name !== "AbortError") location.assign(address)
  }
}

if (form) {
  form.addEventListener("input", (event) => {
    clearTimeout(waiting)
    if (event.isComposing) return // Pinyin that is not yet a word.
    waiting = setTimeout(() => show(addressOf(form)), event.target.matches("select") ? 0 : PAUSE)
  })
  form.addEventListener("compositionend", () => {
    clearTimeout(waiting)
    waiting = setTimeout(() => show(addressOf(form)), PAUSE)
  })
  form.addEventListener("submit", (event) => {
    event.preventDefault()
    clearTimeout(waiting)
    show(addressOf(form))
  })
}

// --- Go on without leaving ----------------------------------------------------------------------------------------
document.addEventListener("click", async (event) => {
  const link = event.target.closest("a.onward")
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return
  event.preventDefault()
  link.setAttribute("aria-busy", "true")
  try {
    const page = await read(link.href)
    const days = [...page.querySelectorAll(".day")]
    const last = [...document.querySelectorAll(".day")].at(-1)
    const heading = (day) => day?.querySelector("h2").textContent
    if (last && days.length && heading(last) === heading(days[0])) {
      last.querySelector("ol").append(...days.shift().querySelectorAll("li"))
    }
    const more = document.querySelector(".more")
    more.before(...days)
    const next = page.querySelector("a.onward")
    if (next) link.replaceWith(next)
    else more.remove()
  } catch {
    location.assign(link.href)
  }
})

// --- The light ----------------------------------------------------------------------------------------------------
document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-theme-choice]")
  if (!link) return
  event.preventDefault()
  const choice = link.dataset.themeChoice
  const isAuto = choice === "auto"
  if (isAuto) delete document.documentElement.dataset.theme
  else document.documentElement.dataset.theme = choice
  document.cookie = `monitor_theme=${isAuto ? "" : choice}; path=/; samesite=lax; max-age=${isAuto ? 0 : 31536000}`
  for (const each of document.querySelectorAll("[data-theme-choice]")) {
    if (each === link) each.setAttribute("aria-current", "true")
    else each.removeAttribute("aria-current")
  }
})

// --- Keys ---------------------------------------------------------------------------------------------------------
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return
  const field = event.target.closest("input, select, textarea")
  if (field) {
    if (event.key === "Escape") field.blur()
    return
  }
  if (event.key === "/") {
    const search = document.querySelector("input[type=search]")
    if (!search) return
    event.preventDefault()
    search.focus()
    search.select()
  } else if (event.key === "j" || event.key === "k") {
    const links = [...document.querySelectorAll(".day h3 a, .agenda h3 a, .messages .code, .list tbody th a, .lines .name")]
    const here = links.indexOf(document.activeElement)
    const next = links[event.key === "j" ? here + 1 : here === -1 ? links.length - 1 : here - 1]
    next?.focus()
    next?.closest("li, tr")?.scrollIntoView({ block: "nearest" })
  }
})
