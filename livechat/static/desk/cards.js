/* The one thing on the page of cards that takes a script. */

const button = document.getElementById("print");
button.hidden = !document.querySelector(".card");
button.addEventListener("click", () => print());
