// Sign-up asks the browser where it is: an empty [data-browser-time-zone] gets the zone's name.
for (const input of document.querySelectorAll<HTMLInputElement>("input[data-browser-time-zone]"))
  input.value ||= Intl.DateTimeFormat().resolvedOptions().timeZone;
