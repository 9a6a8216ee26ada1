// A PouchDB that sends one document at a time to a PouchDB server in another process:
// node pouchdb_one_by_one.js FOLDER prints the process id of the server; for each line read from
// standard input it makes a document, replicates, and prints "sent".
const { fork } = require("child_process");
const fs = require("fs");
const http = require("http");
const path = require("path");
const readline = require("readline");
const PouchDB = require("pouchdb");

const [folder, mode] = [process.argv[2], process.argv[3]];

function serve() {
  const Kept = PouchDB.defaults({ prefix: path.join(folder, "server") + path.sep });
  fs.mkdirSync(path.join(folder, "server"), { recursive: true });
  const app = require("express")();
  app.use("/", require("express-pouchdb")(Kept, {
    mode: "minimumForPouchDB",
    logPath: path.join(folder, "log.txt"),
    configPath: path.join(folder, "config.json"),
  }));
  const server = http.createServer(app).listen(0, "127.0.0.1", () => {
    process.send({ port: server.address().port });
  });
}

async function send() {
  const server = fork(__filename, [folder, "serve"]);
  const port = await new Promise((done) => server.once("message", (said) => done(said.port)));
  const near = new PouchDB(path.join(folder, "desk"));
  const far = new PouchDB(`http://127.0.0.1:${port}/desk`);
  await far.info();
  console.log(server.pid);
  let number = 0;
  for await (const _ of readline.createInterface({ input: process.stdin })) {
    await near.put({ _id: `d${number++}`, back: "x".repeat(1300) });
    await near.replicate.to(far);
    console.log("sent");
  }
  server.kill();
  process.exit(0);
}

if (mode === "serve") serve();
else send().catch((fault) => { console.error(fault); process.exit(1); });
