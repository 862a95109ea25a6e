// Speaking an answer: recorded here, heard again, recorded again or thrown away. With
// `data-at` it is sent there at once; with `data-into` it is put into that field for a
// file; without, whoever listens to "spoke" has it.
const KINDS = ["audio/webm;codecs=opus", "audio/mp4;codecs=mp4a.40.2", "audio/mp4", "audio/ogg;codecs=opus"];
const MOST_SECONDS = 120;

export const speaker = (root) => {
  const part = (name) => root.querySelector(name);
  const [record, remove] = root.querySelectorAll("button");
  const [state, time, level, sound] = ["[role=status]", "time", "meter", "audio"].map(part);
  const told = root.dataset;
  const form = root.closest("form");
  let recorder;
  let sending;
  let failed = false;
  let isOver = false;

  const draw = (label, text) => {
    record.querySelector("span").textContent = label;
    state.textContent = text;
    level.hidden = time.hidden = !recorder;
    sound.hidden = !!recorder || !sound.src;
    remove.hidden = !!recorder || !("said" in told);
    root.classList.toggle("is-recording", !!recorder);
  };

  const ask = async (method, body) => {
    if (told.into) {
      const files = new DataTransfer();
      if (body) files.items.add(new File([body], "voz", { type: body.type }));
      document.getElementById(told.into).files = files.files;
    }
    if (!told.at) return;
    const answer = await fetch(told.at, {
      method,
      body,
      headers: {
        "X-CSRFToken": form.elements.csrfmiddlewaretoken.value,
        ...(body && { "Content-Type": body.type }),
      },
    });
    // A sentence of the server's, or none.
    if (!answer.ok) throw (await answer.json().catch(() => ({}))).message ?? told.lost;
  };

  const forget = (text) => {
    delete told.said;
    URL.revokeObjectURL(sound.src);
    sound.removeAttribute("src");
    // Without it what was loaded could still be played.
    sound.load();
    root.dispatchEvent(new CustomEvent("spoke", { detail: null }));
    draw(told.start, text);
  };

  const keep = async (blob) => {
    failed = false;
    if (isOver) return forget("");
    sound.src = URL.createObjectURL(blob);
    draw(told.again, told.keeping);
    try {
      await ask("POST", blob);
      told.said = "";
      root.dispatchEvent(new CustomEvent("spoke", { detail: blob }));
      draw(told.again, told.kept);
    } catch (error) {
      failed = true;
      delete told.said;
      draw(told.again, typeof error === "string" ? error : told.lost);
    }
  };

  const measure = (stream) => {
    const context = new (self.AudioContext ?? self.webkitAudioContext)();
    const ears = context.createAnalyser();
    context.createMediaStreamSource(stream).connect(ears);
    const heard = new Uint8Array(ears.fftSize);
    const start = Date.now();
    const look = () => {
      if (!recorder) return context.close();
      ears.getByteTimeDomainData(heard);
      level.value = Math.max(...heard.map((each) => Math.abs(each - 128))) / 64;
      const seconds = (Date.now() - start) / 1000;
      // Minutes and seconds of a day that begins now.
      time.textContent = new Date(seconds * 1000).toISOString().slice(15, 19);
      if (seconds >= MOST_SECONDS || !root.offsetParent) stop();
      else setTimeout(look, 100);
    };
    look();
  };

  const begin = async () => {
    let stream;
    // A second tap finds one already, and opens no other microphone.
    recorder = {};
    isOver = false;
    try {
      stream = await navigator.mediaDevices.getUserMedia({ audio: { channelCount: 1 } });
    } catch {
      recorder = null;
      return draw(record.textContent, told.unable);
    }
    // Whoever went on meanwhile is not listened to.
    if (isOver || !root.offsetParent) {
      for (const track of stream.getTracks()) track.stop();
      recorder = null;
      return draw(record.textContent, state.textContent);
    }
    sound.pause();
    const mimeType = KINDS.find((kind) => MediaRecorder.isTypeSupported(kind));
    recorder = new MediaRecorder(stream, { mimeType, audioBitsPerSecond: 16000 });
    const chunks = [];
    recorder.ondataavailable = ({ data }) => chunks.push(data);
    sending = new Promise((done) => {
      recorder.onstop = () => {
        for (const track of stream.getTracks()) track.stop();
        recorder = null;
        keep(new Blob(chunks, { type: chunks[0].type })).then(() => {
          sending = null;
          done();
        });
      };
    });
    recorder.start();
    draw(told.stop, told.recording);
    measure(stream);
  };
  const stop = () => recorder?.state === "recording" && recorder.stop();

  record.onclick = () => (recorder ? stop() : begin());
  remove.onclick = async () => {
    try {
      await ask("DELETE");
    } catch {
      return draw(told.again, told.lost);
    }
    forget(told.gone);
    record.focus();
  };

  // The phone may be somebody else's next: nothing can be heard again.
  form.addEventListener("reset", () => {
    isOver = true;
    stop();
    forget("");
  });

  // Whoever goes on while speaking goes on once it is kept.
  form.addEventListener(
    "submit",
    async (event) => {
      if (!sending) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      stop();
      await sending;
      if (!failed) form.requestSubmit(event.submitter ?? undefined);
    },
    true,
  );
};
