from service_kit.data.migrate import run_environment

run_environment()
