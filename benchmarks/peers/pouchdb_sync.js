// PouchDB on LevelDB, replicated to a PouchDB server: node pouchdb_sync.js FOLDER DOCS ROUNDS
// prints a JSON line per round: seconds to replicate so many new documents, and with nothing new.
const http = require("http");
const path = require("path");
const express = require("express");
const PouchDB = require("pouchdb");

const [folder, docs, rounds] = [process.argv[2], Number(process.argv[3]), Number(process.argv[4])];

async function main() {
  const Kept = PouchDB.defaults({ prefix: path.join(folder, "server") + path.sep });
  require("fs").mkdirSync(path.join(folder, "server"), { recursive: true });
  const app = express();
  app.use("/", require("express-pouchdb")(Kept, {
    mode: "minimumForPouchDB",
    logPath: path.join(folder, "log.txt"),
    configPath: path.join(folder, "config.json"),
  }));
  const server = http.createServer(app).listen(0, "127.0.0.1");
  await new Promise((done) => server.once("listening", done));
  const far = new PouchDB(`http://127.0.0.1:${server.address().port}/desk`);
  const near = new PouchDB(path.join(folder, "desk"));
  let next = 0;
  for (let round = 0; round < rounds; round++) {
    const fresh = [];
    for (let n = 0; n < docs; n++) fresh.push({ _id: `d${next++}`, back: "x".repeat(1300) });
    await near.bulkDocs(fresh);
    let began = process.hrtime.bigint();
    await near.replicate.to(far, { batch_size: 200 });
    const sent = Number(process.hrtime.bigint() - began) / 1e9;
    began = process.hrtime.bigint();
    await near.replicate.to(far, { batch_size: 200 });
    console.log(JSON.stringify({ sent, idle: Number(process.hrtime.bigint() - began) / 1e9 }));
  }
  process.exit(0);
}

main().catch((fault) => { console.error(fault); process.exit(1); });
