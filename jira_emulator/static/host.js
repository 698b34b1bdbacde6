/* The host page's half of the conversation with the add-ons' frames, and the light/dark switch.
   A message counts only when it comes from a frame of this page and from that frame's own origin. */
(function () {
  "use strict";

  const csrf = document.querySelector('meta[name="csrf-token"]')?.content || "";
  const states = new WeakMap(); /* frame element -> what we know of it */

  const frames = () => [...document.querySelectorAll("iframe[data-frame]")];
  const frameOf = (source) => frames().find((frame) => frame.contentWindow === source);
  const knownOf = (frame) => {
    if (!states.has(frame)) states.set(frame, { context: JSON.parse(frame.dataset.context), customData: undefined });
    return states.get(frame);
  };

  function say(frame, message) {
    frame.contentWindow.postMessage({ connect: frame.dataset.channel, ...message }, frame.dataset.origin);
  }

  async function ask(path, body) {
    const answer = await fetch(path, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-Csrf-Token": csrf },
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`The host refused: ${answer.status}`);
    return answer.json();
  }

  window.addEventListener("message", async (event) => {
    const frame = frameOf(event.source);
    const message = event.data;
    if (!frame || event.origin !== frame.dataset.origin) return;
    if (!message || message.connect !== frame.dataset.channel || !Object.hasOwn(calls, message.call)) return;
    const reply = (ok, value) => message.id && say(frame, { id: message.id, ok, value });
    try {
      reply(true, await calls[message.call](frame, ...message.args));
    } catch (problem) {
      console.error(problem);
      reply(false, String(problem.message || problem));
    }
  });

  const calls = {
    ready: () => undefined,
    "context.getToken": async (frame) => (await ask("/_connect/token", { frame: frame.dataset.frame })).token,
    "context.getContext": (frame) => ({ jira: knownOf(frame).context }),
    resize: (frame, width, height) => {
      frame.style.width = asLength(width) || "100%";
      frame.style.height = asLength(height) || "";
    },
    sizeToParent: (frame) => {
      frame.style.width = "100%";
      const top = frame.getBoundingClientRect().top + window.scrollY;
      frame.style.height = `${Math.max(window.innerHeight - top - 16, 200)}px`;
    },
    "flag.create": showFlag,
    "flag.close": (frame, identifier) => closeFlag(identifier),
    "theme.current": () => colorMode(),
    "navigator.go": (frame, target, context) => {
      const address = addressOf(target, context);
      if (!address) throw new Error(`There is no target ${target}.`);
      window.location.assign(address);
    },
    "navigator.reload": () => window.location.reload(),
    "navigator.getLocation": (frame) => ({
      target: frame.dataset.target,
      context: frame.dataset.target === "addonmodule"
        ? { addonKey: frame.dataset.addon, moduleKey: frame.dataset.module }
        : knownOf(frame).context,
    }),
    getLocation: () => window.location.href,
    "user.getCurrentUser": (frame) => ({ atlassianAccountId: frame.dataset.account }),
    "user.getTimeZone": (frame) => frame.dataset.timeZone,
    "events.emit": (frame, name, args) => {
      frames().filter((other) => other.dataset.addon === frame.dataset.addon)
        .forEach((other) => say(other, { event: String(name), args }));
    },
    request: (frame, wanted) => ask("/_connect/request", { frame: frame.dataset.frame, ...wanted }),
    "dialog.create": openDialog,
    "dialog.close": (frame, value) => closeDialog(frame, value),
    "dialog.getCustomData": (frame) => knownOf(frame).customData,
    "history.getState": () => decodeURIComponent(window.location.hash.replace(/^#!?/, "")),
    "history.pushState": (frame, state) => window.history.pushState(null, "", `#!${encodeURIComponent(state)}`),
    "history.replaceState": (frame, state) => window.history.replaceState(null, "", `#!${encodeURIComponent(state)}`),
    "history.go": (frame, steps) => window.history.go(Number(steps) || 0),
  };

  window.addEventListener("popstate", () => {
    const key = calls["history.getState"]();
    frames().forEach((frame) => say(frame, { event: "history.popped", args: [{ key }] }));
  });

  function asLength(size) {
    if (typeof size === "number") return `${size}px`;
    return /^\d+(\.\d+)?(px|%|em|rem|vh)?$/.test(String(size)) ? String(size).replace(/^([\d.]+)$/, "$1px") : "";
  }

  function addressOf(target, context) {
    const part = (name) => encodeURIComponent(context[name] || "");
    switch (String(target).toLowerCase()) {
      case "issue": return `/browse/${part("issueKey")}`;
      case "project": return `/browse/${part("projectKey")}`;
      case "dashboard": return "/";
      case "projectadminsummary": return `/plugins/servlet/project-config/${part("projectKey")}`;
      case "addonmodule": return moduleAddress(context);
      case "projectadmintabpanel":
        return `/plugins/servlet/ac/${part("addonKey")}/${part("moduleKey")}?project.key=${part("projectKey")}`;
      case "site": return siteAddress(context);
      default: return "";
    }
  }

  function moduleAddress(context) {
    const custom = Object.entries(context.customData || {})
      .map(([name, value]) => `ac.${encodeURIComponent(name)}=${encodeURIComponent(value)}`).join("&");
    const path = `/plugins/servlet/ac/${encodeURIComponent(context.addonKey)}/${encodeURIComponent(context.moduleKey)}`;
    return custom ? `${path}?${custom}` : path;
  }

  /* Only addresses of this site: an add-on can't send its users elsewhere. */
  function siteAddress(context) {
    const address = new URL(context.relativeUrl || context.absoluteUrl || "/", window.location.origin);
    return address.origin === window.location.origin ? address.href : "";
  }

  /* Flags */
  function showFlag(frame, wanted) {
    const flag = document.createElement("section");
    flag.className = `flag flag-${["success", "info", "warning", "error"].includes(wanted.type) ? wanted.type : "info"}`;
    flag.id = wanted.identifier;
    flag.append(textElement("strong", wanted.title), textElement("p", wanted.body));
    const closed = () => {
      flag.remove();
      say(frame, { event: "flag.close", args: [{ flagIdentifier: wanted.identifier }] });
    };
    flag.append(actionButtons(frame, wanted), closeButton(closed));
    flag.addEventListener("close-flag", closed);
    document.getElementById("flags").append(flag);
    if (wanted.close === "auto") setTimeout(() => flag.isConnected && closed(), 5000);
  }

  function actionButtons(frame, wanted) {
    const row = textElement("div", "");
    for (const [key, label] of Object.entries(wanted.actions || {})) {
      const button = textElement("button", label);
      button.type = "button";
      button.className = "link-button";
      button.addEventListener("click", () => say(frame, {
        event: "flag.action",
        args: [{ flagIdentifier: wanted.identifier, actionIdentifier: key }],
      }));
      row.append(button);
    }
    return row;
  }

  function closeButton(closed) {
    const button = textElement("button", "×");
    button.type = "button";
    button.className = "flag-close";
    button.setAttribute("aria-label", "Dismiss");
    button.addEventListener("click", closed);
    return button;
  }

  function closeFlag(identifier) {
    const flag = document.getElementById(identifier);
    if (flag?.classList.contains("flag")) flag.dispatchEvent(new Event("close-flag"));
  }

  function textElement(name, text) {
    const element = document.createElement(name);
    element.textContent = text === undefined || text === null ? "" : String(text);
    return element;
  }

  /* Dialogs */
  async function openDialog(frame, wanted) {
    const shown = await ask("/_connect/frame", { frame: frame.dataset.frame, module: wanted.key });
    const dialog = document.createElement("dialog");
    dialog.className = "addon-dialog";
    dialog.setAttribute("aria-label", wanted.header || shown.title);
    dialog.style.width = asLength(wanted.width) || "600px";
    if (wanted.header) dialog.append(textElement("h2", wanted.header));
    dialog.insertAdjacentHTML("beforeend", shown.html);
    const inner = dialog.querySelector("iframe");
    inner.style.height = asLength(wanted.height) || "400px";
    document.body.append(dialog);
    states.set(inner, { context: JSON.parse(inner.dataset.context), customData: wanted.customData, opener: frame, name: wanted.name });
    dialog.addEventListener("cancel", () => closeDialog(inner));
    dialog.showModal();
  }

  function closeDialog(frame, value) {
    const { opener, name } = knownOf(frame);
    const dialog = frame.closest("dialog") || document.querySelector("dialog.addon-dialog");
    if (!dialog) return;
    dialog.remove();
    for (const event of ["dialog.close", `dialog.close.${name}`]) if (opener) say(opener, { event, args: [value] });
  }

  /* Light and dark: the choice is kept in a cookie, so that the server renders it from the first byte. */
  function colorMode() {
    const chosen = document.documentElement.dataset.colorMode;
    if (chosen === "light" || chosen === "dark") return chosen;
    return window.matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
  }

  function switchMode() {
    const mode = colorMode() === "dark" ? "light" : "dark";
    document.documentElement.dataset.colorMode = mode;
    document.cookie = `color-mode=${mode}; path=/; max-age=31536000; samesite=lax`;
    showMode();
    frames().forEach((frame) => say(frame, { event: "theme.changed", args: [mode] }));
  }

  function showMode() {
    const button = document.getElementById("switch-mode");
    if (button) button.textContent = colorMode() === "dark" ? "Light" : "Dark";
  }

  document.getElementById("switch-mode")?.addEventListener("click", switchMode);
  showMode();

  /* A button that asks first, and a select that sends its form. */
  document.addEventListener("submit", (event) => {
    const question = event.target.dataset.confirm;
    if (question && !window.confirm(question)) event.preventDefault();
  });
})();
