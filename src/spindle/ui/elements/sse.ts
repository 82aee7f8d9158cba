// The extension speaks to the global htmx that the import before it has set.
import "../../../../node_modules/htmx.org/dist/ext/hx-sse.js";
