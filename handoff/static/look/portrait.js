/* A chosen portrait is shown before it is saved, cut as the server will cut it. What this browser
   cannot show stays as it was; the server says why it is refused. */

const field = document.querySelector(".portrait [type=file]");

function place() {
  const face = document.querySelector(".portrait .face");
  if (face instanceof HTMLImageElement) return face;
  const picture = new Image();
  picture.className = "face huge";
  picture.alt = "";
  face.replaceWith(picture);
  return picture;
}

field.addEventListener("change", async () => {
  const [file] = field.files;
  if (!file) return;
  const address = URL.createObjectURL(file);
  const trial = new Image();
  trial.src = address;
  try {
    await trial.decode();
  } catch {
    URL.revokeObjectURL(address);
    return;
  }
  place().src = address;
});
