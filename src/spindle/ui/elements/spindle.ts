// The script of every page: htmx, and the few elements that HTML does not have. Order matters: htmx before its extension.
import "htmx.org";
import "./sse.ts";

import "./menu.ts";
import "./list.ts";
import "./news.ts";
import "./readers.ts";
import "./tabs.ts";
import "./toasts.ts";
import "./shortcuts.ts";
import "./splitter.ts";
import "./palette.ts";
import "./tour.ts";
import "./frame.ts";

import "./requests.ts";
import "./dialog.ts";
import "./optimistic.ts";
import "./panes.ts";
import "./copy.ts";
import "./inline_edit.ts";
import "./passwords.ts";
import "./hints.ts";
import "./preferences.ts";
import "./changes.ts";
import "./refresh.ts";
import "./time_zone.ts";
