// Reads a calendar from standard input and says in JSON what a calendar program sees in it.
import { readFileSync } from "node:fs";
import ICAL from "ical.js";

const calendar = new ICAL.Component(ICAL.parse(readFileSync(0, "utf-8")));
const events = calendar.getAllSubcomponents("vevent").map((component) => {
  const event = new ICAL.Event(component);
  return {
    uid: event.uid,
    sequence: event.sequence,
    starts_at: event.startDate.toUnixTime(),
    ends_at: event.endDate.toUnixTime(),
    changed_at: component.getFirstPropertyValue("dtstamp").toUnixTime(),
    title: event.summary,
    place: event.location,
    notes: event.description,
    link: component.getFirstPropertyValue("url"),
    status: component.getFirstPropertyValue("status"),
  };
});
console.log(JSON.stringify({ name: calendar.getFirstPropertyValue("name"), events }));
