// Serves the second Slack emulator, npm's `emulate`, to the stories of the strict workspace:
// with the ids that they know, and its events sent to the bot. A seed can say neither, so its
// Slack is completed here; the package is pinned, and with it the name of this file of it.
//
// `/_control` shows all messages of a channel, changes what the bot's token may do, and holds
// back the answers to the bot's posts, which are there then.
import { readFileSync } from "node:fs";

import { createEmulator } from "emulate";

import { getSlackStore, slackPlugin } from "../../node_modules/emulate/dist/dist-6ZQHD4DN.js";

const told = JSON.parse(readFileSync(process.argv[2], "utf8"));
const { register, seed } = slackPlugin;

let release = () => {};
let released = Promise.resolve();

slackPlugin.seed = (store, address) => {
  seed(store, address);
  const slack = getSlackStore(store);
  for (const team of slack.teams.all()) slack.teams.update(team.id, { team_id: told.team });
  for (const user of told.users) slack.users.insert(user);
  for (const channel of told.channels) slack.channels.insert(channel);
};

slackPlugin.register = (app, store, webhooks, ...rest) => {
  const slack = getSlackStore(store);
  webhooks.register({ url: told.events_to, events: ["message"], active: true, owner: "slack" });

  app.get("/_control/messages/:channel", (c) => {
    const channel = c.req.param("channel");
    const shown = [...slack.messages.all(), ...slack.ephemeralMessages.all()]
      .filter((message) => message.channel_id === channel)
      .sort((one, other) => (one.ts < other.ts ? -1 : 1));
    const messages = shown.map((one) => ({ ...one, channel, ephemeral_to: one.target_user }));
    return c.json({ messages });
  });

  app.post("/_control/scopes", async (c) => {
    const { scopes } = await c.req.json();
    slack.tokens.update(slack.tokens.findOneBy("token", told.bot_token).id, { scopes });
    return c.json({ ok: true });
  });

  app.post("/_control/hold", async (c) => {
    const { held } = await c.req.json();
    release();
    if (held) released = new Promise((resolve) => (release = resolve));
    return c.json({ ok: true });
  });

  app.use("/api/chat.postMessage", async (c, next) => {
    await next();
    if (c.req.header("authorization").endsWith(told.bot_token)) await released;
  });

  register(app, store, webhooks, ...rest);

  // What it does not know it would answer with 404; Slack says it like this.
  app.post("/api/:method", (c) => c.json({ ok: false, error: "unknown_method" }));
};

await createEmulator({ service: "slack", port: told.port, seed: { slack: told.slack } });
