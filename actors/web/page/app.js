"use strict";
const events = new EventSource("/events");
events.addEventListener("strip", (event) => {
  document.title = "Performance Tracker: " + JSON.parse(event.data).status;
});
