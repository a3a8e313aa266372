/** Imported before anything else: older versions lack modules that the rest is linked against. */
const NEEDED = 24;
const found = Number(process.versions.node.split('.')[0]);

if (found < NEEDED) {
  process.stderr.write(
    `Upnext needs Node ${NEEDED} or newer, this is ${process.versions.node}: start it with \`npm start\`, which brings its own.\n`,
  );
  process.exit(1);
}
