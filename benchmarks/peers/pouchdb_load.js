// Many PouchDB databases that come back at once to one PouchDB server, all into the same store:
// node pouchdb_load.js FOLDER DESKS DOCS TIMES prints a JSON line for each of two mornings: seconds
// until all were replicated, milliseconds of each, the most memory of the server (MiB), documents
// stored afterwards. Before the second, TIMES times as many documents as were sent are stored.
const { fork } = require("child_process");
const fs = require("fs");
const http = require("http");
const path = require("path");
const PouchDB = require("pouchdb");

const [folder, mode] = [process.argv[2], process.argv[3]];

function serve() {
  const express = require("express");
  const Kept = PouchDB.defaults({ prefix: path.join(folder, "server") + path.sep });
  fs.mkdirSync(path.join(folder, "server"), { recursive: true });
  const app = express();
  app.use("/", require("express-pouchdb")(Kept, {
    mode: "minimumForPouchDB",
    logPath: path.join(folder, "log.txt"),
    configPath: path.join(folder, "config.json"),
  }));
  const server = http.createServer(app).listen(0, "127.0.0.1", () => {
    process.send({ port: server.address().port });
  });
}

function fresh(count, name) {
  return Array.from({ length: count }, (_, n) => ({ _id: `${name}-${n}`, back: "x".repeat(1300) }));
}

async function main(desks, docs, times) {
  const server = fork(__filename, [folder, "serve"]);
  const port = await new Promise((done) => server.once("message", (said) => done(said.port)));
  let most = 0;
  const watching = setInterval(() => {
    const pages = Number(fs.readFileSync(`/proc/${server.pid}/statm`, "utf8").split(" ")[1]);
    most = Math.max(most, pages * 4096 / 2 ** 20);
  }, 200);
  const url = `http://127.0.0.1:${port}/desk`;
  const far = new PouchDB(url);
  const crowd = Array.from({ length: desks }, (_, n) => new PouchDB(path.join(folder, `desk${n}`)));
  await far.info();
  let stored = 0;
  for (const morning of [1, 2]) {
    if (morning === 2) {
      for (let n = 0; n < times * 10; n++) {
        await far.bulkDocs(fresh(desks * docs / 10, `before-${n}`));
      }
      stored += desks * docs * times;
    }
    for (let n = 0; n < desks; n++) await crowd[n].bulkDocs(fresh(docs, `desk-${n}-${morning}`));
    const began = process.hrtime.bigint();
    const milliseconds = await Promise.all(crowd.map(async (near) => {
      const from = process.hrtime.bigint();
      await near.replicate.to(url, { batch_size: 200 });
      return Number(process.hrtime.bigint() - from) / 1e6;
    }));
    const seconds = Number(process.hrtime.bigint() - began) / 1e9;
    stored += desks * docs;
    const found = (await far.info()).doc_count;
    if (found !== stored) throw new Error(`${found} documents instead of ${stored}`);
    console.log(JSON.stringify({ seconds, milliseconds, memory: most, sent: desks * docs, stored }));
  }
  clearInterval(watching);
  server.kill();
  process.exit(0);
}

if (mode === "serve") serve();
else {
  main(Number(process.argv[3]), Number(process.argv[4]), Number(process.argv[5]))
    .catch((fault) => { console.error(fault); process.exit(1); });
}
