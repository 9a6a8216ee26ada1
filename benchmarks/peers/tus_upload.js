// @tus/server with its file store behind TLS, and tus-js-client. Two programs, as with ours:
//   node tus_upload.js serve CERT KEY FOLDER [sure]     prints its URL; "sure": it promises what ours
//                                                       does: a file is on the disk and has its hash
//                                                       when it is answered for
//   node tus_upload.js send URL CERT FOLDER AT_ONCE     for each line read from standard input it
//                                                       sends all files in FOLDER and prints seconds
const crypto = require("crypto");
const fs = require("fs");
const https = require("https");
const path = require("path");
const readline = require("readline");

function sure(FileStore) {
  return class extends FileStore {
    async write(readable, id, offset) {
      const size = await super.write(readable, id, offset);
      const file = await fs.promises.open(this.resolve(id), "r+");
      await file.sync();
      const hash = crypto.createHash("sha256");
      for await (const block of file.createReadStream({ start: 0, highWaterMark: 1 << 20 })) {
        hash.update(block);
      }
      hash.digest("hex");
      const home = await fs.promises.open(this.directory);
      await home.sync();
      await home.close();
      return size;
    }
  };
}

function serve(cert, key, folder, promise) {
  const { Server } = require("@tus/server");
  const { FileStore } = require("@tus/file-store");
  const Store = promise === "sure" ? sure(FileStore) : FileStore;
  const tus = new Server({
    path: "/files",
    relativeLocation: true,
    datastore: new Store({ directory: folder }),
  });
  const tls = { cert: fs.readFileSync(cert), key: fs.readFileSync(key) };
  const server = https.createServer(tls, (request, answer) => tus.handle(request, answer));
  server.listen(0, "127.0.0.1", () => {
    console.log(`https://127.0.0.1:${server.address().port}/files`);
  });
}

function send(url, cert, folder, atOnce) {
  const tus = require("tus-js-client");
  const agent = new https.Agent({ keepAlive: true, ca: fs.readFileSync(cert), maxSockets: atOnce });
  const httpStack = new tus.DefaultHttpStack({ agent });
  const one = (file) => new Promise((done, failed) => {
    new tus.Upload(fs.createReadStream(file), {
      endpoint: url,
      httpStack,
      uploadSize: fs.statSync(file).size,
      uploadDataDuringCreation: true, // one request a file
      chunkSize: Infinity,
      retryDelays: null,
      onSuccess: done,
      onError: failed,
    }).start();
  });
  const all = async () => {
    const files = fs.readdirSync(folder).map((name) => path.join(folder, name));
    const lane = async () => { while (files.length) await one(files.pop()); };
    const began = process.hrtime.bigint();
    await Promise.all(Array.from({ length: atOnce }, lane));
    console.log(Number(process.hrtime.bigint() - began) / 1e9);
  };
  const rounds = readline.createInterface({ input: process.stdin });
  rounds.on("line", () => all().catch((fault) => { console.error(fault); process.exit(1); }));
  rounds.on("close", () => process.exit(0));
}

const [what, ...said] = process.argv.slice(2);
if (what === "serve") serve(...said);
else send(said[0], said[1], said[2], Number(said[3]));
