// @ts-nocheck -- the modules of gjs have no types here
// A WebKitGTK browser for WebKitWebDriver that keeps its profile, unlike MiniBrowser under a driver.
// Runs in gjs, GNOME's JavaScript:
//
//   gjs -m webkit-window.js PROFILE    a browser on the profile in this folder
//   gjs -m webkit-window.js --check    exits with 0 if WebKit is installed
import Gtk from "gi://Gtk?version=3.0";
import WebKit from "gi://WebKit2?version=4.1";
import System from "system";

const [profile] = System.programArgs;
if (profile !== "--check") {
  Gtk.init(null);
  const context = new WebKit.WebContext({
    website_data_manager: new WebKit.WebsiteDataManager({
      base_data_directory: `${profile}/data`,
      base_cache_directory: `${profile}/cache`,
    }),
  });
  context.set_automation_allowed(true);
  context.connect("automation-started", (_, session) => {
    const name = new WebKit.ApplicationInfo();
    name.set_name("WebKitGTK");
    name.set_version(
      WebKit.get_major_version(),
      WebKit.get_minor_version(),
      WebKit.get_micro_version(),
    );
    session.set_application_info(name);
    session.connect("create-web-view", () => newWindow(context));
  });
  Gtk.main();
}

function newWindow(context) {
  const view = new WebKit.WebView({ web_context: context, is_controlled_by_automation: true });
  const window = new Gtk.Window({ default_width: 800, default_height: 600 });
  window.add(view);
  window.show_all();
  view.connect("close", () => window.destroy());
  return view;
}
