// What the commands do, one function each. Their words are in command_table.cpp.
#pragma once

#include "cli/command.hpp"

namespace cohook::cli {

exit_code run_endpoint_check(invocation& call);
exit_code run_verify(invocation& call);
exit_code run_sign(invocation& call);
exit_code run_send(invocation& call);
exit_code run_doctor(invocation& call);
exit_code run_listen(invocation& call);
exit_code run_serve(invocation& call);
exit_code run_demo(invocation& call);
exit_code run_bench(invocation& call);

exit_code run_app_list(invocation& call);
exit_code run_app_get(invocation& call);
exit_code run_app_create(invocation& call);
exit_code run_app_update(invocation& call);
exit_code run_app_webhook(invocation& call);
exit_code run_app_test(invocation& call);
exit_code run_person_list(invocation& call);
exit_code run_person_get(invocation& call);
exit_code run_person_put(invocation& call);
exit_code run_person_edit(invocation& call);
exit_code run_person_import(invocation& call);
exit_code run_sync_start(invocation& call);
exit_code run_sync_status(invocation& call);
exit_code run_sync_failures(invocation& call);
exit_code run_sync_retry(invocation& call);
exit_code run_sync_pause(invocation& call);
exit_code run_sync_resume(invocation& call);
exit_code run_sync_cancel(invocation& call);
exit_code run_tail(invocation& call);
exit_code run_replay(invocation& call);

exit_code run_store_backup(invocation& call);
exit_code run_config_print(invocation& call);
exit_code run_version(invocation& call);
exit_code run_completion(invocation& call);

}  // namespace cohook::cli
