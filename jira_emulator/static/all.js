/* The script that an add-on loads in its frame: it defines AP, written from Atlassian's documentation,
   "About the JavaScript API". It speaks to the host page by postMessage, and only to the origin that framed it. */
(function () {
  "use strict";

  const script = document.currentScript;
  const query = new URLSearchParams(location.search);
  const hello = readHello();
  const options = readOptions();
  const waiting = new Map();
  const listeners = new Map();
  let lastId = 0;

  /* window.name stays when the frame goes to another of its pages, the query does not. */
  function readHello() {
    try {
      const named = JSON.parse(window.name);
      if (named && named.origin && named.channel) return named;
    } catch (problem) {
      if (!(problem instanceof SyntaxError)) throw problem;
    }
    const base = query.get("xdm_e");
    return base ? { origin: new URL(base).origin, channel: query.get("xdm_c") || "" } : null;
  }

  /* data-options="resize:false;sizeToParent:true" */
  function readOptions() {
    const written = (script && script.getAttribute("data-options")) || "";
    const pairs = written.split(";").filter(Boolean).map((part) => part.split(":").map((text) => text.trim()));
    return Object.fromEntries(pairs.map(([name, value]) => [name, value === undefined ? "true" : value]));
  }

  function post(message) {
    if (!hello || window.parent === window) return;
    window.parent.postMessage({ connect: hello.channel, ...message }, hello.origin);
  }

  /* A call that the host answers. Rejects with what the host says when it refuses. */
  function call(name, ...args) {
    if (!hello || window.parent === window) return Promise.reject(new Error("AP works only in a frame of Jira."));
    const id = ++lastId;
    return new Promise((resolve, reject) => {
      waiting.set(id, { resolve, reject });
      post({ call: name, id, args });
    });
  }

  /* Atlassian's functions take a callback, the newer ones also give a promise. */
  function answering(name) {
    return function (...args) {
      const callback = typeof args[args.length - 1] === "function" ? args.pop() : null;
      const answer = call(name, ...args);
      if (callback) answer.then(callback, (problem) => console.error(problem));
      return answer;
    };
  }

  window.addEventListener("message", (event) => {
    if (!hello || event.source !== window.parent || event.origin !== hello.origin) return;
    const message = event.data;
    if (!message || message.connect !== hello.channel) return;
    if (message.event) deliver(message.event, message.args || []);
    else settle(message);
  });

  function settle(message) {
    const pending = waiting.get(message.id);
    if (!pending) return;
    waiting.delete(message.id);
    if (message.ok) pending.resolve(message.value);
    else pending.reject(message.value);
  }

  function deliver(name, args) {
    for (const listener of [...(listeners.get(name) || [])]) listener(...args);
    for (const listener of [...(listeners.get("*") || [])]) listener(name, args);
  }

  const events = {
    on(name, listener) {
      listeners.set(name, [...(listeners.get(name) || []), listener]);
    },
    once(name, listener) {
      const only = (...args) => {
        events.off(name, only);
        listener(...args);
      };
      events.on(name, only);
    },
    off(name, listener) {
      listeners.set(name, (listeners.get(name) || []).filter((known) => known !== listener));
    },
    offAll(name) {
      listeners.delete(name);
    },
    onAny(listener) {
      events.on("*", listener);
    },
    offAny(listener) {
      events.off("*", listener);
    },
    emit(name, ...args) {
      post({ call: "events.emit", id: 0, args: [name, args] });
    },
  };

  const resize = (width, height) => {
    options.resize = "false";
    const [contentWidth, contentHeight] = contentSize();
    post({ call: "resize", id: 0, args: [width ?? contentWidth, height ?? contentHeight] });
  };

  function contentSize() {
    const content = document.querySelector(".ac-content, #content") || document.body;
    const box = content.getBoundingClientRect();
    const style = getComputedStyle(content);
    const below = parseFloat(style.marginBottom) || 0;
    return ["100%", Math.ceil(Math.max(box.bottom + window.scrollY + below, content.scrollHeight))];
  }

  /* The frame follows its content, unless data-options or a call to AP.resize says otherwise. */
  function followContent() {
    let announced = 0;
    const announce = () => {
      if (options.resize === "false" || options.sizeToParent === "true") return;
      const [width, height] = contentSize();
      if (height === announced) return;
      announced = height;
      post({ call: "resize", id: 0, args: [width, height] });
    };
    new ResizeObserver(announce).observe(document.body);
    window.addEventListener("load", announce);
    announce();
  }

  const flag = {
    create(wanted) {
      const identifier = `flag-${Date.now()}-${++lastId}`;
      const { title, body, type, close, actions } = wanted;
      call("flag.create", { identifier, title, body, type, close, actions });
      return { close: () => post({ call: "flag.close", id: 0, args: [identifier] }), identifier };
    },
  };

  let themed = false;
  function applyTheme(mode) {
    const root = document.documentElement;
    root.setAttribute("data-color-mode", mode);
    root.setAttribute("data-theme", "dark:dark light:light spacing:spacing typography:typography");
  }
  const theme = {
    async initializeTheming() {
      if (!themed) events.on("theme.changed", applyTheme);
      themed = true;
      applyTheme(await call("theme.current"));
    },
  };

  /* AP.request(url, settings) or AP.request({url, ...settings}); the answer's body is a string. */
  function request(first, second) {
    const settings = typeof first === "string" ? { ...second, url: first } : { ...first };
    const { success, error, url, type, data, contentType, headers } = settings;
    const answer = call("request", { url, method: type || settings.method || "GET", data, contentType, headers })
      .then(({ body, status, headers: received }) => {
        const xhr = { status, responseText: body, getResponseHeader: (name) => received[name.toLowerCase()] ?? null };
        return status < 400 ? { body, xhr } : Promise.reject({ body, xhr });
      });
    if (success || error) {
      answer.then(({ body, xhr }) => success && success(body, "success", xhr),
        ({ xhr, body }) => error && error(xhr, "error", body));
    }
    return answer;
  }

  const dialog = {
    create(wanted) {
      const name = `dialog-${++lastId}`;
      const { key, width, height, size, header, customData } = wanted;
      call("dialog.create", { name, key, width, height, size, header, customData }).catch((problem) => console.error(problem));
      return { on: (event, listener) => events.on(`dialog.${event}.${name}`, listener) };
    },
    close: (value) => post({ call: "dialog.close", id: 0, args: [value] }),
    getCustomData: answering("dialog.getCustomData"),
  };

  const historyPart = {
    getState: answering("history.getState"),
    pushState: (state) => post({ call: "history.pushState", id: 0, args: [state] }),
    replaceState: (state) => post({ call: "history.replaceState", id: 0, args: [state] }),
    go: (steps) => post({ call: "history.go", id: 0, args: [steps] }),
    back: () => historyPart.go(-1),
    forward: () => historyPart.go(1),
    popState: (listener) => events.on("history.popped", listener),
  };

  window.AP = {
    context: { getToken: answering("context.getToken"), getContext: answering("context.getContext") },
    resize,
    sizeToParent: (hideFooter) => {
      options.sizeToParent = "true";
      post({ call: "sizeToParent", id: 0, args: [Boolean(hideFooter)] });
    },
    flag,
    theme,
    navigator: {
      go: (target, context) => post({ call: "navigator.go", id: 0, args: [target, context || {}] }),
      reload: () => post({ call: "navigator.reload", id: 0, args: [] }),
      getLocation: answering("navigator.getLocation"),
      to: (target, context) => window.AP.navigator.go(target, context),
    },
    getLocation: answering("getLocation"),
    user: { getCurrentUser: answering("user.getCurrentUser"), getTimeZone: answering("user.getTimeZone") },
    jira: { refreshIssuePage: () => post({ call: "navigator.reload", id: 0, args: [] }) },
    events,
    request,
    dialog,
    history: historyPart,
  };

  function begin() {
    post({ call: "ready", id: 0, args: [] });
    if (options.sizeToParent === "true") window.AP.sizeToParent();
    else if (options.resize !== "false") followContent();
  }
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", begin);
  else begin();
})();
